"""Plenaries (全体会议): for now their papers; agenda, attendance and speeches come with their own issue."""
