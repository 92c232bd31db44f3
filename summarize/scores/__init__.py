"""PHQ-9 and GAD-7: who was asked what, how often in everyday words, items and totals."""
