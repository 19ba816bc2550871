"""Paper: documents out, rolls in, QR codes and photos. Plain functions that know no stage and no table."""
