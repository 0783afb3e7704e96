"""HTTP serving for all vendors: ports, bodies, refusals."""
