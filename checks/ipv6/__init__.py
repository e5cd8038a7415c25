"""Can a citizen with IPv6 reach the portal, and is it the same portal?"""
