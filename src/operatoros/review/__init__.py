"""Inbox, policy, preview, approval, execution, results.

Never touches files itself: it asks workspace for plans and hands approved ones back.
"""
