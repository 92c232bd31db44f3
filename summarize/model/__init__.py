"""A language model behind the OpenAI protocol: prompts, calls, its statements as a draft."""
