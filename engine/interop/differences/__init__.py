"""What differs between two configurations, as sentences that a council reads: `You made "Reason" required.`"""
