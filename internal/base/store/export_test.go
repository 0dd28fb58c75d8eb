package store

// Waiting is how many wait in the queue of SQLite's writers.
func (db *DB) Waiting() int {
	db.trains.mu.Lock()
	defer db.trains.mu.Unlock()
	return len(db.trains.queue)
}
