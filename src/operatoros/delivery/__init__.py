"""Where a briefing goes: standard output, a file, a page to forward, mail, a webhook.

Receives a finished run as it is to be read; changes nothing in it and decides nothing about it.
"""
