package peer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// ledger is what the province has taken: one entry for each key, whatever comes twice. Receipts follow from the key alone,
// so one that was killed gives the same again.
type ledger struct {
	mu      sync.Mutex
	entries []LedgerEntry
}

// LedgerEntry is one report in the ledger of the province. Posts counts how often it came.
type LedgerEntry struct {
	Key     string    `json:"key"`
	Number  string    `json:"number"`
	Title   string    `json:"title"`
	Receipt string    `json:"receipt"`
	At      time.Time `json:"received_at"`
	Posts   int       `json:"posts"`
}

// filedReport is what the province reads of a report.
type filedReport struct {
	Key     string `json:"key"`
	Kind    string `json:"kind"`
	Number  string `json:"number"`
	Content struct {
		Title      string `json:"title"`
		Casualties string `json:"casualties"`
	} `json:"content"`
}

// mostFiled is the largest report, in bytes.
const mostFiled = 1 << 20

// takeReport takes one report in: a receipt, the same one for the same key; or the reasons for which it goes back. In mode
// lie it finds fault with whatever is new; broken, slow and torn are those of every peer, and what was torn is in the ledger.
func takeReport(p *Peer, q question) (status int, body []byte) {
	raw, err := io.ReadAll(io.LimitReader(q.Body, mostFiled+1))
	var f filedReport
	if err != nil || len(raw) > mostFiled || json.Unmarshal(raw, &f) != nil {
		return back("报文不是约定的格式")
	}
	var reasons []string
	for _, x := range []struct{ text, word string }{{f.Key, "报文没有唯一标识"}, {f.Number, "报告没有文号"}, {f.Content.Title, "报告没有标题"}, {f.Content.Casualties, "报告没有写明伤亡情况"}} {
		if strings.TrimSpace(x.text) == "" {
			reasons = append(reasons, x.word)
		}
	}
	if f.Key != q.Header.Get("Idempotency-Key") {
		reasons = append(reasons, "报文标识与请求标识不一致")
	}
	if len(reasons) > 0 {
		return back(reasons...)
	}
	p.filed.mu.Lock()
	defer p.filed.mu.Unlock()
	for i := range p.filed.entries {
		if e := &p.filed.entries[i]; e.Key == f.Key {
			e.Posts++
			return receipted(*e)
		}
	}
	if q.lies {
		return back("事故概况与电话快报不一致，请核实后重报")
	}
	e := LedgerEntry{Key: f.Key, Number: f.Number, Title: f.Content.Title, Receipt: receiptOf(f.Key), At: q.now, Posts: 1}
	p.filed.entries = append(p.filed.entries, e)
	return receipted(e)
}

func receipted(e LedgerEntry) (status int, body []byte) {
	_, body = asJSON(object{"receipt": e.Receipt, "received_at": e.At.Format(time.RFC3339), "duplicate": e.Posts > 1})
	return http.StatusOK, body
}

func back(reasons ...string) (status int, body []byte) {
	_, body = asJSON(object{"reasons": reasons})
	return http.StatusUnprocessableEntity, body
}

func receiptOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "省应急收〔" + strings.ToUpper(hex.EncodeToString(sum[:4])) + "〕"
}

// showLedger lists what was taken, for those who check it.
func showLedger(p *Peer, _ question) (media string, body []byte) {
	p.filed.mu.Lock()
	defer p.filed.mu.Unlock()
	return asJSON(object{"entries": append([]LedgerEntry{}, p.filed.entries...)})
}
