"""Installing Consult, checking it, and the servers it runs beside."""
