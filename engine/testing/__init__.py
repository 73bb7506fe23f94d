"""What proves a definition: fakes of the ports, and the scenarios that a folder brings with it."""
