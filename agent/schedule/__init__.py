"""What is to run when: entries, the calendar they follow, and the jobs that are due."""
