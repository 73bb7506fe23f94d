"""The shell: the engine that a vendor or a command holds, and the ports to what it does not decide itself."""
