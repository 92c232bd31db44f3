"""What people and programs are shown of a draft: Markdown, PDF, JSON, each with its watermark."""
