"""The second engine: data preparation and models on Apache Spark, the same files and artefacts.

Executors need Java and Spark, and no Python: all that runs on them is Spark SQL and MLlib. They and
the driver share a file system, on which CINQ_HOME lies; in local mode that is this machine's.
"""
