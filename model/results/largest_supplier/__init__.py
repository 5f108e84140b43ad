"""The sheet on the loss of the largest supplier of each material."""
