-- Between what the lifetime value lies with eight chances in ten; 0 until the next run.
ALTER TABLE customer_scores ADD COLUMN clv_low_minor Int64, ADD COLUMN clv_high_minor Int64;
