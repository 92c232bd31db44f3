"""Who speaks, live and for the record: voices followed, known, enrolled; roles told."""
