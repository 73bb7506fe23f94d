"""Looking at every configuration that a case of one workflow can be in, without running a case. Pure."""
