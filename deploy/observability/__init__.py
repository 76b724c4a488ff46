"""What operators see: service levels, alerts and dashboards, as data, and how they are written down."""
