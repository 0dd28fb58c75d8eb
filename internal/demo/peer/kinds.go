package peer

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// kind is one of the ten: how it lets others in, what it answers, what it sends.
type kind struct {
	name    string
	answers map[string]answer
	takes   map[string]taker
	every   time.Duration // between two sendings
	send    func(ctx context.Context, p *Peer, from, to time.Time, mode string) error
	admits  func(r *http.Request, secret string) bool
	broker  bool // it has a message broker; send publishes there
}

var kinds = []kind{
	{name: "grid", answers: map[string]answer{"/api/v1/events": gridEvents}, admits: byBearer},
	{name: "police", every: 5 * time.Second, send: sendReports, admits: byBearer},
	{name: "weather", answers: map[string]answer{"/obs": weatherValues, "/cap/atom": weatherWarnings}, admits: byBearer},
	{name: "water", answers: map[string]answer{"/v1.1/Observations": waterLevels}, admits: byPassword, broker: true, every: 5 * time.Second, send: publishFlows},
	{name: "fire", answers: map[string]answer{"/stations": fireStations}, every: 5 * time.Second, send: sendCalls, admits: byBearer},
	{name: "air", every: 30 * time.Second, send: dropHours, admits: byBearer},
	{name: "traffic", answers: map[string]answer{"/open/events": trafficEvents}, admits: byKey},
	{name: "geology", answers: map[string]answer{"/wfs/hazards.geojson": geologyPoints}, admits: byBearer},
	{name: "forest", answers: map[string]answer{"/hotspots": forestSpots}, admits: byBearer},
	{name: "province", answers: map[string]answer{"/filing/v1/ledger": showLedger}, takes: map[string]taker{"/filing/v1/reports": takeReport}, admits: byBearer},
}

func find(name string) *kind {
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i]
		}
	}
	return nil
}

func byBearer(r *http.Request, secret string) bool {
	return r.Header.Get("Authorization") == "Bearer "+secret
}

func byPassword(r *http.Request, secret string) bool {
	user, password, ok := r.BasicAuth()
	return ok && user == "anlan" && password == secret
}

func byKey(r *http.Request, secret string) bool { return r.Header.Get("X-Api-Key") == secret }

func asJSON(v any) (media string, body []byte) {
	body, err := json.Marshal(v)
	if err != nil {
		return "text/plain", []byte(err.Error())
	}
	return "application/json", body
}

type object = map[string]any

// post delivers to the server, signed or with the token; an answer that is no success is an error, and it comes again.
func post(ctx context.Context, p *Peer, source string, body []byte, signed bool) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.API+"/api/connector/push/"+source, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	if signed {
		at := strconv.FormatInt(p.Clock.Now().Unix(), 10)
		h := hmac.New(sha256.New, []byte(p.Secret))
		h.Write([]byte(at + "."))
		h.Write(body)
		req.Header.Set("X-Anlan-Time", at)
		req.Header.Set("X-Anlan-Signature", hex.EncodeToString(h.Sum(nil)))
	} else {
		req.Header.Set("Authorization", "Bearer "+p.Secret)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, 300))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", res.Status, said)
	}
	return nil
}

// drop puts a file into the folder whole, under its name only when it is there.
func drop(p *Peer, source, name string, body []byte) error {
	dir := filepath.Join(p.Inbox, source)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp := filepath.Join(dir, name+".tmp")
	if err := os.WriteFile(tmp, body, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(dir, name))
}
