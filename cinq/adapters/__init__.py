"""The only place that imports MLflow, Evidently, OpenTelemetry, prometheus_client and pyspark."""
