package simulate

import (
	"encoding/json"
	"hash/fnv"
	"net/http"
	"path"
	"sync"
)

// Gateway is a gateway of SMS or voice for the demo, on a port of this machine: it reaches nobody, and says of each message
// what a carrier would: most are delivered, some answered, a few have no such number. The same key counts once.
type Gateway struct {
	mu   sync.Mutex
	keys map[string]string // state of each key
	Tell func(line string)
}

// NewGateway makes one that tells of each message.
func NewGateway(tell func(line string)) *Gateway {
	return &Gateway{keys: map[string]string{}, Tell: tell}
}

// ServeHTTP is POST /messages and GET /messages/{key}.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if r.Method == http.MethodGet {
		state, known := g.keys[path.Base(r.URL.Path)]
		if !known {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		answer(w, state)
		return
	}
	var m struct{ Key, To, Name, Text string }
	if r.Method != http.MethodPost || json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&m) != nil || m.Key == "" {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	if _, known := g.keys[m.Key]; !known {
		g.keys[m.Key] = fate(m.Key)
		g.Tell(m.To + " " + m.Name + "：" + m.Text)
	}
	if g.keys[m.Key] == "failed" {
		answer(w, "failed")
		return
	}
	answer(w, "sent")
}

// fate is what becomes of a message, the same for the same key.
func fate(key string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash does not fail
	switch n := h.Sum32() % 100; {
	case n < 3:
		return "failed"
	case n < 15:
		return "sent" // the telephone is switched off
	case n < 60:
		return "delivered"
	}
	return "answered"
}

func answer(w http.ResponseWriter, state string) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"state": state, "detail": "演示网关"})
}
