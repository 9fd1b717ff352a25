package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// found is one bundle as a reader of actions/attest's layout sees it.
type found struct {
	Digest       string            `json:"digest"`
	ArtifactType string            `json:"artifactType"`
	ConfigType   string            `json:"configType"`
	ConfigBytes  string            `json:"configBytes"`
	Subject      string            `json:"subject"`
	LayerType    string            `json:"layerType"`
	Annotations  map[string]string `json:"annotations"`
	Bundle       json.RawMessage   `json:"bundle"`
}

// listReferrers prints the bundles that refer to an image, by the referrers API or the fallback tag, whichever the registry has,
// selected by the media type of the layer.
func listReferrers(args []string) error {
	subject, err := name.NewDigest(args[0], name.Insecure)
	if err != nil {
		return err
	}
	index, err := remote.Referrers(subject)
	if err != nil {
		return err
	}
	listed, err := index.IndexManifest()
	if err != nil {
		return err
	}
	all := []found{}
	for _, entry := range listed.Manifests {
		image, err := remote.Image(subject.Context().Digest(entry.Digest.String()))
		if err != nil {
			return err
		}
		manifest, err := image.Manifest()
		if err != nil {
			return err
		}
		config, err := image.RawConfigFile()
		if err != nil {
			return err
		}
		for _, layer := range manifest.Layers {
			if !strings.HasPrefix(string(layer.MediaType), "application/vnd.dev.sigstore.bundle") {
				continue
			}
			content, err := image.LayerByDigest(layer.Digest)
			if err != nil {
				return err
			}
			reader, err := content.Compressed()
			if err != nil {
				return err
			}
			bytes, err := io.ReadAll(reader)
			if err != nil {
				return err
			}
			of := ""
			if manifest.Subject != nil {
				of = manifest.Subject.Digest.String()
			}
			all = append(all, found{
				Digest: entry.Digest.String(), ArtifactType: entry.ArtifactType, ConfigType: string(manifest.Config.MediaType),
				ConfigBytes: string(config), Subject: of, LayerType: string(layer.MediaType), Annotations: manifest.Annotations, Bundle: bytes,
			})
		}
	}
	if len(all) == 0 {
		return fmt.Errorf("no bundle refers to %s", args[0])
	}
	return json.NewEncoder(os.Stdout).Encode(all)
}
