"""A fixed evaluation of a checkpoint that no reward, command or terrain setting of a run can move."""
