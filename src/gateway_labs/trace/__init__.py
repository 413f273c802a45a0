"""What one run did: the events of an application, in order. Imports nothing else of ours."""
