DELETE FROM progress_figure
WHERE progress_id = $1
