"""Who writes: claude, any OpenAI-compatible endpoint, chat, none, scripted.

A prompt in, text deltas and one end out. No source is known here, nothing is stored or checked
here, and the SDK is imported only when Claude is asked.
"""
