"""What operators look into and mend with connections of their own: Kafka, the databases, what parts say."""
