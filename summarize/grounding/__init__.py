"""Each statement against its quote: what is proven stays, what is not is marked or dropped."""
