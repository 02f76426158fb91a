"""What people see: one blueprint file per noun."""
