"""The sandbox: a platform on which an agency tries out its own side, and whose cases move by themselves."""
