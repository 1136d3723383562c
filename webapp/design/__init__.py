"""The area of those who keep the procedures: what is live, what is proposed, and what each procedure looks like."""
