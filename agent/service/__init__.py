"""The service: one leader a store that begins what is due and sees that it ends."""
