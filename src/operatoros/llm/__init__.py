"""Who writes: claude, chat, none, scripted.

A prompt in, text events out. No source is known here and nothing is checked here.
"""
