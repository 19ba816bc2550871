"""The two demonstration communities, all fictional, built by running the verbs under a set clock."""
