"""The access log (R33, NEN 7513): who read or changed what kind of data of which case, never the content.

Each row holds the hash of the row before it in its region's chain; how far each chain is is signed and published.
"""
