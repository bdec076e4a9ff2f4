"""The monitoring of purchases 购房动态监管: secured households that acquire homes are reviewed (SEC-4)."""
