"""The history: a store of Parquet files, one folder a fiscal year, that grows run by run."""
