"""What happens in the demo: one function a matter, in its own file or beside its likes."""
