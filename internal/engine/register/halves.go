package register

import "sync"

// halves keeps what was asked for of late within a room: in two halves, of which the older goes when the younger is full.
type halves[K comparable, V any] struct {
	room       int                   // bytes that both halves may take
	weigh      func(v V) (bytes int) // what a value takes
	mu         sync.Mutex
	young, old map[K]V
	size       int // bytes in young
}

// find returns what is kept under a key, and keeps it longer.
func (h *halves[K, V]) find(key K) (V, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.take(key)
}

// findAll is find for many keys at once, in their order; the zero value stands for what is not kept.
func (h *halves[K, V]) findAll(keys []K) []V {
	out := make([]V, len(keys))
	h.mu.Lock()
	defer h.mu.Unlock()
	for n, key := range keys {
		out[n], _ = h.take(key)
	}
	return out
}

func (h *halves[K, V]) take(key K) (V, bool) {
	v, ok := h.young[key]
	if !ok {
		if v, ok = h.old[key]; ok {
			delete(h.old, key)
			h.put(key, v)
		}
	}
	return v, ok
}

func (h *halves[K, V]) keep(key K, v V) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.put(key, v)
}

// drop forgets what is kept under a key.
func (h *halves[K, V]) drop(key K) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if v, ok := h.young[key]; ok {
		h.size -= h.weigh(v)
		delete(h.young, key)
	}
	delete(h.old, key)
}

func (h *halves[K, V]) put(key K, v V) {
	n := h.weigh(v)
	if n > h.room/2 {
		return
	}
	if before, ok := h.young[key]; ok {
		h.size -= h.weigh(before)
	}
	if h.young == nil || h.size+n > h.room/2 {
		h.young, h.old, h.size = map[K]V{}, h.young, 0
	}
	h.young[key] = v
	h.size += n
}
