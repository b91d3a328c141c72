"""The HTTP client: caps while decoding, redirect and address rules, rates, the egress receipt.

Knows no vendor and no connector; what is asked, and why, is decided above.
"""
