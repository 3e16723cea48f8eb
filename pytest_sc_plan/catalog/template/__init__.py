"""Templates: loaded, checked, evaluated and compared."""
