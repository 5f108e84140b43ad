"""The Objectives sheet: what putting one objective of the reserve first costs the others."""
