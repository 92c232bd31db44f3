"""What a sentence means, as numbers: a small language model that reads words in their context."""
