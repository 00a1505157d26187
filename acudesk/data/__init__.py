"""The encrypted store: the engine, the schema, and one repository for each kind of record."""
