"""The bridge to moto: whose request is whose, where moto is loaded."""
