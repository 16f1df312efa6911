"""Clusters a Delta table's rows with delta-rs.

Usage: delta_zorder.py TABLE_FOLDER COLUMNS_BY_COMMAS TARGET_FILE_BYTES
"""

import os
import sys

from deltalake import DeltaTable

folder, columns, target = sys.argv[1:]
DeltaTable(folder).optimize.z_order(columns.split(","), target_size=int(target))
sys.stdout.flush()
os._exit(0)  # the library's threads may abort a regular exit
