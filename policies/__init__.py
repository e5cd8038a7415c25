"""Requirements as data, and the judge that turns observations into verdicts; opens no socket."""
