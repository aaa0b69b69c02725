# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
