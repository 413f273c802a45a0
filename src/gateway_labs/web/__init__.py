"""What runs in the reader's browser. It knows only the JSON that the engine emits."""
