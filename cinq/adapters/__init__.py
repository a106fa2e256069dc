"""The only place that imports MLflow, Evidently, prometheus_client and pyspark."""
