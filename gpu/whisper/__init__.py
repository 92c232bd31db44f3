"""Whisper's decoder: tokens from encoded windows.

CTranslate2 encodes; its decoder reads what is settled of a window one token at a time and cannot
check a guess. This one reads both at once, several windows of different prompts together, and
gives the times of words and the probability of silence from the same pass.
"""
