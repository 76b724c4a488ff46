"""The Helm chart, and what is made from its values and from the settings of the parts."""
