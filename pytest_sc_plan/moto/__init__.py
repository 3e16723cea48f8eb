"""Everything that imports moto: the fake beside moto, and moto as its CloudFormation engine."""
