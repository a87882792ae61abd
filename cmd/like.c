/* like.c - the table of other libraries' losses, and how it is shown. */
#include "like.h"
#include "list.h"
#include "near.h"
#include "out.h"
#include "spec.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY(text, member) { text, offsetof(struct like, member) }
#define BALANCED &alpha_modes[ALPHA_BALANCED]
#define POSITIVE &alpha_modes[ALPHA_POSITIVE]
#define NEGATIVE &alpha_modes[ALPHA_NEGATIVE]
#define CLASS &alpha_modes[ALPHA_CLASS]
#define BACKGROUND &alpha_modes[ALPHA_BACKGROUND]
#define FIRST &alpha_modes[ALPHA_FIRST]

/* Sentences that many rows have in common. */
#define CANCELS \
	"1 - p_t by subtraction: in float32 its loss is wrong by 1% from x = 12 on and 0 from 17 on"
#define FLOATS "it computes in float32; " CANCELS
#define SATURATED "NaN gradients where p_t is 1 and gamma < 1"

/* FLT_MIN; float32's eps; the eps of doubles; exp(-100) */
#define TINY 0x1p-126
#define FLOAT_EPS 0x1p-23
#define DOUBLE_EPS 0x1p-52
#define BCE_FLOOR 3.720075976020836e-44

/* FLSD-53: gamma 5 below 0.2, 3 below 0.5 */
static const struct focal_step flsd53[] = { { 0.2, 5 }, { 0.5, 3 } };

const struct like likes[] = {
	{ .name = "torchvision", .version = "0.14.1", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "torchvision.ops.sigmoid_focal_loss",
	    .source = "pytorch/vision torchvision/ops/focal_loss.py",
	    .formula = "a_t (1 - p_t)^g CE, a_t = a y + (1 - a) (1 - y)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none" },
	{ .name = "fvcore", .version = "0.1.5", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "fvcore.nn.sigmoid_focal_loss",
	    .source = "facebookresearch/fvcore fvcore/nn/focal_loss.py",
	    .formula = "a_t (1 - p_t)^g CE, a_t = a y + (1 - a) (1 - y); a off by default",
	    .but = FLOATS "; " SATURATED,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none" },
	{ .name = "fvcore-star", .version = "0.1.5", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_LOGITS,
	    .call = "fvcore.nn.sigmoid_focal_loss_star",
	    .source = "facebookresearch/fvcore fvcore/nn/focal_loss.py",
	    .formula = "a_t ln(1 + exp(-g s x)) / g, s = 2 y - 1; a off by default",
	    .but = "it computes in float32",
	    .spec = { .gamma = 1, .slope = 1, .pt = &focal_linear },
	    .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none" },
	{ .name = "detectron2", .version = "0.6", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "RetinaNet.losses, loss_cls",
	    .source = "facebookresearch/detectron2 detectron2/modeling/meta_arch/retinanet.py",
	    .formula = "a_t (1 - p_t)^g CE, a_t = a y + (1 - a) (1 - y)",
	    .but = "the moving average of num_pos: here the positives of this file; " FLOATS,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "positives", .reduction = "mean",
	    .key = { KEY("normalizer", number) } },

	/* kornia changed its mind four times */
	{ .name = "kornia", .version = ">=0.8.2",
	    .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT | LIKE_POS_WEIGHT,
	    .needs = LIKE_ALPHA,
	    .call = "kornia.losses.BinaryFocalLossWithLogits",
	    .source = "kornia/kornia kornia/losses/focal.py",
	    .formula = "a w+ y (1 - p)^g (-ln p) + (1 - a) (1 - y) p^g (-ln(1 - p)), times w_c",
	    .but = "ignored labels, which it counts in its mean",
	    .spec = { .gamma = 2, .pt = &focal_split }, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none" },
	{ .name = "kornia", .version = ">=0.8.2", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT,
	    .needs = LIKE_ALPHA,
	    .call = "kornia.losses.FocalLoss",
	    .source = "kornia/kornia kornia/losses/focal.py kornia/losses/one_hot.py",
	    .formula = "sum_c Y_c a_c w_c (1 - p_c)^g (-ln p_c), Y = 1 for the truth, else 1e-6; a_c = a, of class 0 1 - a",
	    .but = "rows per class; ignored samples, which it counts in its mean; " CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_split, .leak = 1e-6 },
	    .alpha_mode = BACKGROUND,
	    .mean = "cells", .reduction = "none" },
	{ .name = "kornia-0.7", .version = "0.7.0-0.8.1",
	    .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT | LIKE_POS_WEIGHT,
	    .needs = LIKE_ALPHA,
	    .call = "kornia.losses.BinaryFocalLossWithLogits",
	    .source = "kornia/kornia kornia/losses/focal.py",
	    .formula = "a w+ y (1 - p)^g (-ln p) + (1 - a) (1 - y) p^g (-ln(1 - p)), times w_c",
	    .but = "ignored labels, which it counts in its mean",
	    .spec = { .gamma = 2, .pt = &focal_split }, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none" },
	{ .name = "kornia-0.7", .version = "0.7.0-0.8.1", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT,
	    .needs = LIKE_ALPHA,
	    .call = "kornia.losses.FocalLoss",
	    .source = "kornia/kornia kornia/losses/focal.py kornia/losses/one_hot.py",
	    .formula = "sum_c (y_c + 1e-6) a_c w_c (1 - p_c)^g (-ln p_c); a_c = a, of class 0 1 - a",
	    .but = "rows per class; " CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_split,
		.leak = 1e-6 / (1 + 1e-6) },
	    .normalizer = 1 / (1 + 1e-6), .alpha_mode = BACKGROUND,
	    .mean = "cells", .reduction = "none" },
	{ .name = "kornia-0.6", .version = "0.6.0-0.6.12",
	    .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_POS_WEIGHT,
	    .needs = LIKE_ALPHA,
	    .call = "kornia.losses.BinaryFocalLossWithLogits",
	    .source = "kornia/kornia@v0.6.12 kornia/losses/focal.py",
	    .formula = "a w+ y (1 - p)^g (-ln p) + (1 - a) (1 - y) p^g (-ln(1 - p))",
	    .but = "before 0.6.10 ln 0 and 0 times infinity",
	    .spec = { .gamma = 2, .pt = &focal_split }, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none" },
	{ .name = "kornia-0.6", .version = "0.6.0-0.6.12", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA, .needs = LIKE_ALPHA,
	    .call = "kornia.losses.FocalLoss",
	    .source = "kornia/kornia@v0.6.12 kornia/losses/focal.py kornia/utils/one_hot.py",
	    .formula = "a sum_c (y_c + 1e-6) (1 - p_c)^g (-ln p_c)",
	    .but = CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_split,
		.leak = 1e-6 / (1 + 1e-6) },
	    .normalizer = 1 / (1 + 1e-6), .alpha_mode = CLASS,
	    .mean = "samples", .reduction = "none" },
	{ .name = "kornia-0.5", .version = "<=0.5", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_EPS, .needs = LIKE_ALPHA,
	    .call = "kornia.losses.FocalLoss",
	    .source = "kornia/kornia@385b2a1 kornia/losses/focal.py kornia/utils/one_hot.py",
	    .formula = "a sum_c (y_c + 1e-6) (1 - P_c)^g (-ln P_c), P = p + 1e-8",
	    .but = CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_split, .eps = 1e-8,
		.clamp = &focal_add, .leak = 1e-6 / (1 + 1e-6) },
	    .normalizer = 1 / (1 + 1e-6), .alpha_mode = CLASS,
	    .mean = "samples", .reduction = "none" },

	{ .name = "monai", .version = "1.5", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT | LIKE_LOGITS,
	    .call = "monai.losses.FocalLoss(use_softmax=False)",
	    .source = "Project-MONAI/MONAI monai/losses/focal_loss.py",
	    .formula = "a_t w_c (1 - p_t)^g CE, a_t = a y + (1 - a) (1 - y); a off by default",
	    .but = "it computes in float32; its gradient is 0 from x = 14.5 on",
	    .spec = { .gamma = 2, .pt = &focal_scaled },
	    .alpha_mode = BALANCED,
	    .mean = "targets", .sum = LIKE_SUM_IS_MEAN, .reduction = "mean" },
	{ .name = "monai-softmax", .version = "1.5", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT,
	    .call = "monai.losses.FocalLoss(use_softmax=True)",
	    .source = "Project-MONAI/MONAI monai/losses/focal_loss.py",
	    .formula = "a_t w_t (1 - p_t)^g (-ln p_t), a_t = a, of class 0 1 - a; a off by default",
	    .but = "rows per class; " FLOATS "; " SATURATED,
	    .spec = { .gamma = 2 }, .alpha_mode = BACKGROUND,
	    .mean = "cells", .sum = LIKE_SUM_IS_MEAN, .reduction = "mean" },

	{ .name = "keras", .version = "3",
	    .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_SMOOTHING | LIKE_EPS |
		LIKE_WEIGHT | LIKE_PROBS,
	    .call = "keras.losses.BinaryFocalCrossentropy",
	    .source = "keras-team/keras keras/src/losses/losses.py",
	    .formula = "a_t (1 - p_t)^g CE(P), P = p in [1e-7, 1 - 1e-7], of logits as well; a with apply_class_balancing",
	    .but = "float32, in which 1 - 1e-7 is 1 - 1.19e-7; TensorFlow's graph mode, which goes back to logits",
	    .spec = { .gamma = 2, .pt = &focal_linear, .eps = 1e-7,
		.clamp = &focal_clip, .eps_in_ce = true },
	    .alpha_mode = BALANCED,
	    .mean = "targets", .sum = LIKE_SUM_OVER_CLASSES,
	    .reduction = "mean" },
	{ .name = "keras", .version = "3", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_ALPHAS | LIKE_SMOOTHING |
		LIKE_EPS | LIKE_WEIGHT | LIKE_PROBS,
	    .call = "keras.losses.CategoricalFocalCrossentropy",
	    .source = "keras-team/keras keras/src/losses/losses.py",
	    .formula = "sum_c y_c a_c (1 - P_c)^g (-ln P_c), P = p / sum of p, in [1e-7, 1 - 1e-7]; one a multiplies all",
	    .but = "float32 noise",
	    .spec = { .gamma = 2, .pt = &focal_split, .eps = 1e-7,
		.clamp = &focal_clip, .renormalize = true },
	    .alpha = 0.25, .alpha_mode = CLASS, .alphas_mode = CLASS,
	    .mean = "samples", .reduction = "mean" },
	{ .name = "keras-2", .version = "2.9-2.15",
	    .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_SMOOTHING | LIKE_EPS |
		LIKE_WEIGHT | LIKE_PROBS,
	    .call = "tf.keras.losses.BinaryFocalCrossentropy",
	    .source = "keras-team/keras keras/src/legacy/backend.py",
	    .formula = "a_t (1 - p_t)^g CE; of probabilities CE(P), P = p in [1e-7, 1 - 1e-7] and 1e-7 more; a with apply_class_balancing",
	    .but = FLOATS,
	    .spec = { .gamma = 2, .pt = &focal_linear, .eps = 1e-7,
		.clamp = &focal_clip_add, .eps_in_ce = true },
	    .eps_of_probs = true, .alpha_mode = BALANCED,
	    .mean = "targets", .sum = LIKE_SUM_OVER_CLASSES,
	    .reduction = "mean" },
	{ .name = "tfa", .version = "0.23", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_EPS | LIKE_WEIGHT | LIKE_PROBS,
	    .call = "tfa.losses.SigmoidFocalCrossEntropy",
	    .source = "tensorflow/addons tensorflow_addons/losses/focal_loss.py",
	    .formula = "sum over classes of a_t (1 - p_t)^g CE; of probabilities CE(P), P = p in [1e-7, 1 - 1e-7] and 1e-7 more",
	    .but = FLOATS "; alpha 0 and gamma 0, which it takes for none",
	    .spec = { .gamma = 2, .pt = &focal_linear, .eps = 1e-7,
		.clamp = &focal_clip_add, .eps_in_ce = true },
	    .eps_of_probs = true, .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "samples", .row_sum = true, .reduction = "none" },
	{ .name = "artemmavrin", .version = "0.0.7",
	    .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_POS_WEIGHT | LIKE_SMOOTHING |
		LIKE_EPS | LIKE_WEIGHT | LIKE_PROBS,
	    .needs = LIKE_GAMMA,
	    .call = "focal_loss.BinaryFocalLoss",
	    .source = "artemmavrin/focal-loss src/focal_loss/_binary_focal_loss.py",
	    .formula = "w+ y (1 - P)^g (-ln P) + (1 - y) P'^g (-ln P'), of probabilities P and P' = p and 1 - p, at least 1e-7",
	    .but = FLOATS "; labels, which it casts to 0 and 1 unless smoothed",
	    .spec = { .pt = &focal_split, .eps = 1e-7, .clamp = &focal_max },
	    .eps_of_probs = true, .alpha_mode = POSITIVE,
	    .mean = "targets", .sum = LIKE_SUM_OVER_CLASSES,
	    .reduction = "mean" },
	{ .name = "artemmavrin", .version = "0.0.7", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHAS | LIKE_CLASS_WEIGHT | LIKE_EPS |
		LIKE_WEIGHT | LIKE_PROBS,
	    .needs = LIKE_GAMMA,
	    .call = "focal_loss.SparseCategoricalFocalLoss",
	    .source = "artemmavrin/focal-loss src/focal_loss/_categorical_focal_loss.py",
	    .formula = "w_t (1 - p_t)^g (-ln P_t), of probabilities P = p in [1e-7, 1 - 1e-7] over its sum",
	    .but = FLOATS "; a gamma per class",
	    .spec = { .eps = 1e-7, .clamp = &focal_clip, .eps_in_ce = true,
		.renormalize_in_ce = true },
	    .eps_of_probs = true, .alphas_mode = CLASS,
	    .mean = "samples", .reduction = "mean" },

	{ .name = "smp", .version = "0.5", .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_EPS | LIKE_PROBS,
	    .call = "smp.losses.FocalLoss('binary', 'multilabel')",
	    .source = "qubvel-org/segmentation_models.pytorch segmentation_models_pytorch/losses/focal.py _functional.py",
	    .formula = "a_t M CE, M = (1 - p_t)^g, p_t = exp(-CE); reduced: M = 1 where p_t < T, else ((1 - p_t)/T)^g",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2, .pt = &focal_expce, .eps = 1e-7,
		.clamp = &focal_clip },
	    .eps_of_probs = true, .alpha_mode = BALANCED,
	    .mean = "targets", .sum = LIKE_SUM_OVER_CLASSES,
	    .reduction = "mean",
	    .key = { KEY("reduced_threshold", spec.reduced) } },
	{ .name = "smp", .version = "0.5", .shapes = LIKE_ONE_VS_REST,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_EPS | LIKE_PROBS,
	    .call = "smp.losses.FocalLoss('multiclass')",
	    .source = "qubvel-org/segmentation_models.pytorch segmentation_models_pytorch/losses/focal.py _functional.py",
	    .formula = "a_t M CE, M = (1 - p_t)^g, p_t = exp(-CE); of probabilities the logit is ln p; reduced: M = 1 where p_t < T, else ((1 - p_t)/T)^g",
	    .but = "rows: its 'none' is one number; its weights of classes; " CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_expce, .eps = 1e-7,
		.clamp = &focal_clip, .odds = true },
	    .eps_of_probs = true, .alpha_mode = BALANCED,
	    .mean = "targets", .sum = LIKE_SUM_OVER_CLASSES,
	    .reduction = "mean",
	    .key = { KEY("reduced_threshold", spec.reduced) } },
	{ .name = "smp-normalized", .version = "0.5", .shapes = LIKE_BINARY,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_EPS | LIKE_PROBS,
	    .call = "smp.losses.FocalLoss('binary', normalized=True)",
	    .source = "qubvel-org/segmentation_models.pytorch segmentation_models_pytorch/losses/_functional.py",
	    .formula = "a_t M CE / sum of M, M = (1 - p_t)^g, p_t = exp(-CE), and its mean divides once more",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2, .pt = &focal_expce, .eps = 1e-7,
		.clamp = &focal_clip },
	    .eps_of_probs = true, .alpha_mode = BALANCED, .normalized = true,
	    .mean = "targets", .reduction = "mean",
	    .key = { KEY("reduced_threshold", spec.reduced) } },
	{ .name = "smp-softmax", .version = "0.5", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA,
	    .call = "smp.losses._functional.softmax_focal_loss_with_logits",
	    .source = "qubvel-org/segmentation_models.pytorch segmentation_models_pytorch/losses/_functional.py",
	    .formula = "M (-ln p_t), M = (1 - p_t)^g; reduced: M = 1 where p_t < T, else ((1 - p_t)/T)^g",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2 },
	    .mean = "samples", .reduction = "mean",
	    .key = { KEY("reduced_threshold", spec.reduced) } },
	{ .name = "catalyst", .version = "22.04", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "catalyst.metrics.functional.sigmoid_focal_loss",
	    .source = "catalyst-team/catalyst catalyst/metrics/functional/_focal.py",
	    .formula = "a_t (1 - p_t)^g CE, p_t = exp(-CE)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2, .pt = &focal_expce },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "mean" },
	{ .name = "catalyst-reduced", .version = "22.04", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA,
	    .call = "catalyst.metrics.functional.reduced_focal_loss",
	    .source = "catalyst-team/catalyst catalyst/metrics/functional/_focal.py",
	    .formula = "M CE, p_t = exp(-CE), M = 1 where p_t < T, else ((1 - p_t)/T)^g",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2, .pt = &focal_expce, .reduced = 0.5 },
	    .mean = "targets", .reduction = "mean",
	    .key = { KEY("threshold", spec.reduced) } },

	{ .name = "adeelh", .version = "master", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHAS,
	    .call = "FocalLoss",
	    .source = "AdeelH/pytorch-multi-class-focal-loss focal_loss.py",
	    .formula = "a_t (1 - p_t)^g (-ln p_t)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 0 }, .alphas_mode = CLASS,
	    .mean = "samples", .reduction = "mean" },
	{ .name = "clcarwin", .version = "master", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_ALPHAS,
	    .call = "FocalLoss",
	    .source = "clcarwin/focal_loss_pytorch focalloss.py",
	    .formula = "a_t (1 - p_t)^g (-ln p_t), its gradient without that of (1 - p_t)^g; one a makes a table a, 1 - a",
	    .but = CANCELS,
	    .spec = { .gamma = 0, .detach = true },
	    .alpha_mode = FIRST, .alphas_mode = CLASS,
	    .mean = "samples", .reduction = "mean" },
	{ .name = "torrvision", .version = "master", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA,
	    .call = "FocalLoss",
	    .source = "torrvision/focal_calibration Losses/focal_loss.py",
	    .formula = "(1 - p_t)^g (-ln p_t)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 0 }, .mean = "samples", .reduction = "sum" },
	{ .name = "flsd53", .version = "master", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA,
	    .call = "FocalLossAdaptive",
	    .source = "torrvision/focal_calibration Losses/focal_loss_adaptive_gamma.py",
	    .formula = "(1 - p_t)^G (-ln p_t), G = 5 where p_t < 0.2, 3 where p_t < 0.5, else g",
	    .but = CANCELS,
	    .spec = { .gamma = 3, .step = flsd53, .steps = 2 },
	    .mean = "samples", .reduction = "sum" },
	{ .name = "adafocal", .version = "master", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA,
	    .call = "AdaFocal",
	    .source = "3mcloud/adafocal losses/adafocal.py",
	    .formula = "(1 - p_t)^g (-ln p_t)",
	    .but = "the gammas that it learns for bins of p_t: here all are where it begins",
	    .spec = { .gamma = 1 }, .mean = "samples", .reduction = "sum" },

	{ .name = "optax", .version = "0.2.5", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "optax.losses.sigmoid_focal_loss",
	    .source = "google-deepmind/optax optax/losses/_classification.py",
	    .formula = "a_t (1 - p_t)^g CE, a_t = a y + (1 - a) (1 - y); a off by default",
	    .but = "it computes in float32",
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none" },
	{ .name = "optax-poly", .version = "0.2.5", .shapes = LIKE_SOFTMAX,
	    .call = "optax.losses.poly_loss_cross_entropy",
	    .source = "google-deepmind/optax optax/losses/_classification.py",
	    .formula = "-ln p_t + e (1 - p_t)",
	    .but = "it computes in float32",
	    .spec = { .gamma = 0, .poly = 2 },
	    .mean = "samples", .reduction = "none",
	    .key = { KEY("epsilon", spec.poly) } },
	{ .name = "paddle", .version = "3.0", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "paddle.nn.functional.sigmoid_focal_loss",
	    .source = "PaddlePaddle/Paddle@0046768 python/paddle/nn/functional/loss.py",
	    .formula = "a_t (1 - p_t)^g CE / normalizer, a_t = a y + (1 - a) (1 - y)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "sum",
	    .key = { KEY("normalizer", normalizer) } },
	{ .name = "detr", .version = "dc68df5", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "sigmoid_focal_loss(inputs, targets, num_boxes)",
	    .source = "huggingface/transformers src/transformers/loss/loss_for_object_detection.py",
	    .formula = "a_t (1 - p_t)^g CE, its mean over classes",
	    .but = "num_boxes of other machines; " CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED, .over_classes = true,
	    .mean = "positives", .row_sum = true, .reduction = "mean",
	    .key = { KEY("num_boxes", number) } },
	{ .name = "deformable-detr", .version = "0b6f425",
	    .shapes = LIKE_SIGMOID, .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "sigmoid_focal_loss(...) * num_queries",
	    .source = "huggingface/transformers src/transformers/loss/loss_deformable_detr.py",
	    .formula = "a_t (1 - p_t)^g CE; the mean over queries times their number is the sum",
	    .but = "num_boxes of other machines; " CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "positives", .row_sum = true, .reduction = "mean",
	    .key = { KEY("num_boxes", number) } },
	{ .name = "grounding-dino", .version = "008f5c8",
	    .shapes = LIKE_SIGMOID, .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "sigmoid_focal_loss(inputs, targets, num_boxes)",
	    .source = "huggingface/transformers src/transformers/loss/loss_grounding_dino.py",
	    .formula = "a_t (1 - p_t)^g CE",
	    .but = "num_boxes of other machines; " CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "positives", .row_sum = true, .reduction = "mean",
	    .key = { KEY("num_boxes", number) } },
	{ .name = "mmdet", .version = "3", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_WEIGHT,
	    .call = "mmdet.models.losses.FocalLoss",
	    .source = "open-mmlab/mmdetection mmdet/models/losses/focal_loss.py utils.py",
	    .formula = "a_t (1 - p_t)^g CE, a_t = a y + (1 - a) (1 - y)",
	    .but = CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "targets", .more = FLOAT_EPS, .reduction = "mean",
	    .key = { KEY("avg_factor", number) } },
	{ .name = "mmcv", .version = "2", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT,
	    .call = "mmcv.ops.sigmoid_focal_loss",
	    .source = "open-mmlab/mmcv mmcv/ops/csrc/common/cuda/sigmoid_focal_loss_cuda_kernel.cuh",
	    .formula = "w_t a_t (1 - p_t)^g (-ln max(p_t, 1.18e-38)), w_t of the true class, a_t = a y + (1 - a) (1 - y)",
	    .but = "float32 noise; in half precision the floor is 0",
	    .spec = { .gamma = 2, .pt = &focal_linear, .eps = TINY,
		.clamp = &focal_max, .eps_in_ce = true, .eps_straight = true },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .row_weight = true,
	    .mean = "samples", .row_sum = true, .reduction = "mean" },
	{ .name = "mmcv-softmax", .version = "2", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT,
	    .call = "mmcv.ops.softmax_focal_loss",
	    .source = "open-mmlab/mmcv mmcv/ops/csrc/common/cuda/softmax_focal_loss_cuda_kernel.cuh",
	    .formula = "a w_t (1 - p_t)^g (-ln max(p_t, 1.18e-38))",
	    .but = "float32 noise; an infinite gradient at p_t = 1 for gamma < 1",
	    .spec = { .gamma = 2, .eps = TINY, .clamp = &focal_max,
		.eps_in_ce = true, .eps_straight = true },
	    .alpha = 0.25, .alpha_mode = CLASS,
	    .mean = "samples", .reduction = "mean" },
	{ .name = "qfl", .version = "182d532", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_WEIGHT,
	    .call = "mmdet.models.losses.QualityFocalLoss",
	    .source = "open-mmlab/mmdetection mmdet/models/losses/gfocal_loss.py",
	    .formula = "sum over classes of |y - p|^g CE, y the quality of the label",
	    .but = CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_absdiff },
	    .mean = "samples", .row_sum = true, .reduction = "mean",
	    .key = { KEY("avg_factor", number) } },
	{ .name = "vfl", .version = "19bceba", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_WEIGHT,
	    .call = "mmdet.models.losses.VarifocalLoss",
	    .source = "open-mmlab/mmdetection mmdet/models/losses/varifocal_loss.py",
	    .formula = "y CE where y > 0, else a p^g (-ln(1 - p))",
	    .but = CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_absdiff, .sided = true,
		.label_factor = true },
	    .gamma_of_zeros = true, .alpha = 0.75, .alpha_mode = NEGATIVE,
	    .mean = "targets", .more = FLOAT_EPS, .reduction = "mean",
	    .key = { KEY("avg_factor", number) } },
	{ .name = "yolov5", .version = "7.0", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "FocalLoss(nn.BCEWithLogitsLoss())",
	    .source = "ultralytics/yolov5 utils/loss.py",
	    .formula = "a_t (1 - p_t)^g CE, a_t = a y + (1 - a) (1 - y)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 1.5, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "mean" },
	{ .name = "yolov5-qfl", .version = "7.0", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "QFocalLoss(nn.BCEWithLogitsLoss())",
	    .source = "ultralytics/yolov5 utils/loss.py",
	    .formula = "a_t |y - p|^g CE, a_t = a y + (1 - a) (1 - y)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 1.5, .pt = &focal_absdiff },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "mean" },

	{ .name = "catboost", .version = "1.2", .shapes = LIKE_BINARY,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_WEIGHT,
	    .needs = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "Focal:focal_alpha=A;focal_gamma=G",
	    .source = "catboost/catboost catboost/libs/metrics/metric.cpp catboost/private/libs/algo_helpers/error_functions.h",
	    .formula = "a_t (1 - p_t)^g (-ln p_t), p in [1e-13, 1 - 1e-13]",
	    .but = "the sign of its derivatives: it has them negated",
	    .spec = { .pt = &focal_linear, .eps = 1e-13, .clamp = &focal_clip },
	    .alpha_mode = BALANCED,
	    .mean = "weights", .reduction = "mean" },
	{ .name = "lightgbm", .version = "master",
	    .shapes = LIKE_BINARY | LIKE_ONE_VS_REST,
	    .takes = LIKE_GAMMA | LIKE_ALPHA, .needs = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "focal_loss_lgb, focal_loss_lgb_eval_error",
	    .source = "jrzaurin/LightGBM-with-Focal-Loss utils/metrics.py",
	    .formula = "a_t (1 - p_t)^g (-ln p_t), a_t = a y + (1 - a) (1 - y)",
	    .but = "its derivatives by finite differences, which are noise in the Hessian; ln 0",
	    .spec = { .pt = &focal_linear }, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "mean" },
	{ .name = "imbalance-xgboost", .version = "master",
	    .shapes = LIKE_BINARY, .takes = LIKE_GAMMA, .needs = LIKE_GAMMA,
	    .call = "Focal_Binary_Loss(gamma_indct)",
	    .source = "jhwjhw0123/Imbalance-XGBoost imxgboost/focal_loss.py",
	    .formula = "(1 - p_t)^g (-ln(p_t + 1e-9)), of which it has the derivatives alone, and in them 1e-9 in the logarithm alone",
	    .but = "its Hessian, which divides by p_t + 1e-9; an overflow of exp(-x)",
	    .spec = { .pt = &focal_linear, .eps = 1e-9, .clamp = &focal_add,
		.eps_in_ce = true, .eps_straight = true },
	    .mean = "targets", .reduction = "sum" },

	{ .name = "asl", .version = "master", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_EPS,
	    .call = "AsymmetricLoss",
	    .source = "Alibaba-MIIL/ASL src/loss_functions/losses.py",
	    .formula = "y (1 - p)^g+ (-ln P) + (1 - y) q^g- (-ln(1 - q)), q = max(p - clip, 0), logarithms of 1e-8 at least; its gradient without that of the powers",
	    .but = "float32 noise",
	    .spec = { .gamma = 1, .pt = &focal_linear, .margin = 0.05,
		.eps = 1e-8, .clamp = &focal_max, .eps_in_ce = true,
		.detach = true },
	    .two_gammas = true, .gamma_neg = 4,
	    .mean = "targets", .reduction = "sum",
	    .key = { KEY("gamma_neg", gamma_neg), KEY("gamma_pos", spec.gamma),
		KEY("clip", spec.margin) } },
	{ .name = "asl-optimized", .version = "master", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_EPS,
	    .call = "AsymmetricLossOptimized; timm.loss.AsymmetricLossMultiLabel",
	    .source = "Alibaba-MIIL/ASL src/loss_functions/losses.py",
	    .formula = "y (1 - p)^g+ (-ln P) + (1 - y) q^g- (-ln(1 - q)), q = max(p - clip, 0), logarithms of 1e-8 at least",
	    .but = "float32 noise",
	    .spec = { .gamma = 1, .pt = &focal_linear, .margin = 0.05,
		.eps = 1e-8, .clamp = &focal_max, .eps_in_ce = true },
	    .two_gammas = true, .gamma_neg = 4,
	    .mean = "targets", .reduction = "sum",
	    .key = { KEY("gamma_neg", gamma_neg), KEY("gamma_pos", spec.gamma),
		KEY("clip", spec.margin) } },
	{ .name = "asl-single", .version = "master", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_SMOOTHING,
	    .call = "ASLSingleLabel",
	    .source = "Alibaba-MIIL/ASL src/loss_functions/losses.py",
	    .formula = "sum_c Y_c m_c (-ln p_c), m of the truth (1 - p_t)^g+, else p_c^g-, Y = y smoothed by 0.1",
	    .but = "float32 noise",
	    .spec = { .gamma = 0, .pt = &focal_split, .smoothing = 0.1,
		.smoothing_in_ce = true },
	    .two_gammas = true, .gamma_neg = 4,
	    .mean = "samples", .reduction = "mean",
	    .key = { KEY("gamma_neg", gamma_neg), KEY("gamma_pos", spec.gamma) } },

	{ .name = "poly1", .version = "master", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_CLASS_WEIGHT | LIKE_POS_WEIGHT,
	    .call = "Poly1FocalLoss",
	    .source = "abhuse/polyloss-pytorch polyloss.py",
	    .formula = "a_t (1 - p_t)^g w CE + e (1 - p_t)^(g+1); no weight in the second term",
	    .but = CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_linear, .poly = 1 },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "targets", .reduction = "none",
	    .key = { KEY("epsilon", spec.poly) } },
	{ .name = "poly1-ce", .version = "master", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_ALPHAS | LIKE_CLASS_WEIGHT,
	    .call = "Poly1CrossEntropyLoss",
	    .source = "abhuse/polyloss-pytorch polyloss.py",
	    .formula = "w_t (-ln p_t) + e (1 - p_t)",
	    .but = "float32 noise",
	    .spec = { .gamma = 0, .poly = 1 }, .alphas_mode = CLASS,
	    .mean = "samples", .reduction = "none",
	    .key = { KEY("epsilon", spec.poly) } },
	{ .name = "cb-focal", .version = "master", .shapes = LIKE_ONE_VS_REST,
	    .takes = LIKE_GAMMA | LIKE_CLASS_WEIGHT, .needs = LIKE_CLASS_WEIGHT,
	    .call = "focal_loss, CB_loss(loss_type='focal')",
	    .source = "richardaecn/class-balanced-loss src/cifar_main.py, vandit15/Class-balanced-loss-pytorch",
	    .formula = "w_t sum_c (1 - p_t)^g CE, w_t of the true class: (1 - b)/(1 - b^n), scaled so that all sum to K",
	    .but = "0 for a positive with x < -88 (it overflows); float32",
	    .spec = { .gamma = 2, .pt = &focal_linear }, .row_weight = true,
	    .mean = "positives", .row_sum = true, .reduction = "mean" },
	{ .name = "focal-loss-torch", .version = "0.1.2", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHAS | LIKE_CLASS_WEIGHT | LIKE_EPS |
		LIKE_PROBS,
	    .needs = LIKE_GAMMA,
	    .call = "focal_loss.FocalLoss",
	    .source = "mathiaszinnen/focal_loss_torch focal_loss/focal_loss.py",
	    .formula = "w_t (1 - p_t)^g (-ln(p_t + 1e-16))",
	    .but = "1 - p_t by subtraction",
	    .spec = { .eps = 1e-16, .clamp = &focal_add, .eps_in_ce = true },
	    .alphas_mode = CLASS, .mean = "class-weights", .reduction = "mean" },
	{ .name = "holocron", .version = "0.2.1", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_ALPHAS | LIKE_CLASS_WEIGHT,
	    .call = "holocron.nn.FocalLoss",
	    .source = "frgfm/Holocron holocron/nn/functional.py",
	    .formula = "w_t (1 - p_t)^g (-ln p_t)",
	    .but = CANCELS "; " SATURATED,
	    .spec = { .gamma = 2 }, .alphas_mode = CLASS,
	    .mean = "samples", .reduction = "mean" },
	{ .name = "holocron-poly", .version = "0.2.1", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_ALPHAS | LIKE_CLASS_WEIGHT,
	    .call = "holocron.nn.PolyLoss",
	    .source = "frgfm/Holocron holocron/nn/functional.py",
	    .formula = "w_t (-ln p_t + e (1 - p_t))",
	    .but = "float32 noise",
	    .spec = { .gamma = 0, .poly = 2, .poly_factor = true },
	    .alphas_mode = CLASS, .mean = "samples", .reduction = "mean",
	    .key = { KEY("eps", spec.poly) } },
	{ .name = "flux", .version = "0.14", .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_EPS | LIKE_PROBS,
	    .call = "Flux.Losses.binary_focal_loss",
	    .source = "FluxML/Flux.jl src/losses/functions.jl",
	    .formula = "(1 - P_t)^g (-ln P_t), P = p + 2.2e-16",
	    .but = "where p is 1: a loss below 0, or an error",
	    .spec = { .gamma = 2, .pt = &focal_linear, .eps = DOUBLE_EPS,
		.clamp = &focal_add },
	    .mean = "targets", .reduction = "mean" },
	{ .name = "flux", .version = "0.14", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_GAMMA | LIKE_EPS | LIKE_PROBS,
	    .call = "Flux.Losses.focal_loss",
	    .source = "FluxML/Flux.jl src/losses/functions.jl",
	    .formula = "(1 - P_t)^g (-ln P_t), P = p + 2.2e-16",
	    .but = "where p is 1: a loss below 0, or an error",
	    .spec = { .gamma = 2, .eps = DOUBLE_EPS, .clamp = &focal_add },
	    .mean = "samples", .reduction = "mean" },
	{ .name = "efficientdet", .version = "master", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_SMOOTHING,
	    .call = "focal_loss(y_pred, y_true, alpha, gamma, normalizer, label_smoothing)",
	    .source = "google/automl efficientdet/det_model_fn.py",
	    .formula = "a_t (1 - p_t)^g CE(Y), Y = y smoothed, in CE alone",
	    .but = "num_positives of other machines; float32 noise",
	    .spec = { .gamma = 1.5, .pt = &focal_linear, .smoothing_in_ce = true },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "positives+1", .reduction = "mean",
	    .key = { KEY("normalizer", number) } },
	{ .name = "toolbelt", .version = "0.7", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA,
	    .call = "pytorch_toolbelt.losses.BinaryFocalLoss",
	    .source = "BloodAxe/pytorch-toolbelt pytorch_toolbelt/losses/functional.py",
	    .formula = "a_t M CE, M = (1 - p_t)^g; reduced: M = 1 where p_t < T, else ((1 - p_t)/(1 - T))^g",
	    .but = "ignored labels, which it counts in its mean; " CANCELS,
	    .spec = { .gamma = 2, .pt = &focal_linear },
	    .alpha = 0.25, .alpha_mode = BALANCED, .reduced_rest = true,
	    .mean = "targets", .reduction = "mean",
	    .key = { KEY("reduced_threshold", spec.reduced) } },
	{ .name = "retinanet", .version = "master", .shapes = LIKE_SIGMOID,
	    .takes = LIKE_GAMMA | LIKE_ALPHA | LIKE_EPS | LIKE_PROBS,
	    .call = "FocalLoss",
	    .source = "yhenon/pytorch-retinanet retinanet/losses.py",
	    .formula = "a_t (1 - p_t)^g (-ln p_t), p in [1e-4, 1 - 1e-4]",
	    .but = "the mean of images: all samples are of one; float32 noise",
	    .spec = { .gamma = 2, .pt = &focal_linear, .eps = 1e-4,
		.clamp = &focal_clip },
	    .alpha = 0.25, .alpha_mode = BALANCED,
	    .mean = "positives", .reduction = "mean" },
	{ .name = "dlib", .version = "19.24",
	    .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_GAMMA | LIKE_WEIGHT,
	    .call = "loss_multibinary_log(gamma)",
	    .source = "davisking/dlib dlib/dnn/loss.h",
	    .formula = "sum over labels of (1 - p_t)^g (-ln p_t)",
	    .but = "labels that are weights; float32 noise",
	    .spec = { .gamma = 0, .pt = &focal_linear },
	    .mean = "samples", .row_sum = true, .reduction = "mean" },

	/* what gamma 0 is to be compared with */
	{ .name = "torch", .version = "1.13-2", .shapes = LIKE_BINARY | LIKE_MULTILABEL,
	    .takes = LIKE_CLASS_WEIGHT | LIKE_POS_WEIGHT | LIKE_WEIGHT | LIKE_PROBS,
	    .call = "torch.nn.BCEWithLogitsLoss, of probabilities BCELoss",
	    .source = "pytorch/pytorch aten/src/ATen/native/Loss.cpp",
	    .formula = "w (w+ y (-ln p) + (1 - y) (-ln(1 - p))), of probabilities logarithms of -100 at least",
	    .but = "torch 1: a logit beyond 37 costs 0",
	    .spec = { .gamma = 0, .pt = &focal_linear, .eps = BCE_FLOOR,
		.clamp = &focal_max, .eps_in_ce = true, .grad_floor = 1e-12 },
	    .eps_of_probs = true,
	    .mean = "targets", .reduction = "mean" },
	{ .name = "torch", .version = "1.13-2", .shapes = LIKE_SOFTMAX,
	    .takes = LIKE_ALPHAS | LIKE_CLASS_WEIGHT | LIKE_SMOOTHING | LIKE_PROBS,
	    .call = "torch.nn.CrossEntropyLoss, of probabilities NLLLoss of ln p",
	    .source = "pytorch/pytorch aten/src/ATen/native/LossNLL.cpp",
	    .formula = "sum_c Y_c w_c (-ln p_c), Y = y smoothed; the mean is over the sum of w_t",
	    .but = "the mean of no samples, which is NaN",
	    .spec = { .gamma = 0 }, .alphas_mode = CLASS,
	    .mean = "class-weights", .reduction = "mean" },
	{ .name = NULL },
};

/* The options that a row may take or need, as users know them. */
static const struct take {
	unsigned bit;
	const char *option;
} takes[] = {
	{ LIKE_GAMMA, "--gamma" },
	{ LIKE_ALPHA | LIKE_ALPHAS, "--alpha" },
	{ LIKE_CLASS_WEIGHT, "--class-weight" },
	{ LIKE_POS_WEIGHT, "--pos-weight" },
	{ LIKE_SMOOTHING, "--label-smoothing" },
	{ LIKE_EPS, "--eps" },
	{ LIKE_WEIGHT, "--weight" },
	{ 0, NULL },
};

/* Which of them are given by hand; "none" and 0 ask for nothing. */
static unsigned
given(const struct job *j)
{
	return (j->gamma_given ? LIKE_GAMMA : 0) |
	    (j->alpha.n == 1 && !j->alpha.name ? LIKE_ALPHA : 0) |
	    (j->alpha.n > 1 || j->alpha.name ? LIKE_ALPHAS : 0) |
	    (j->class_weight.n ? LIKE_CLASS_WEIGHT : 0) |
	    (j->pos_weight.n ? LIKE_POS_WEIGHT : 0) |
	    (j->label_smoothing > 0 ? LIKE_SMOOTHING : 0) |
	    (j->eps > 0 ? LIKE_EPS : 0) | (j->weight ? LIKE_WEIGHT : 0);
}

const struct like *
like_find(const char *name)
{
	for (const struct like *l = likes; l->name; l++)
		if (!strcmp(l->name, name))
			return l;
	return NULL;
}

const struct like *
like_next(const struct like *row)
{
	return row[1].name && !strcmp(row[1].name, row->name) ? row + 1 : NULL;
}

static unsigned
shapes_of(const struct focal_mode *m)
{
	return m->classes ? LIKE_SOFTMAX | LIKE_ONE_VS_REST
	    : m->wide ? LIKE_MULTILABEL : LIKE_BINARY;
}

const struct like *
like_for(const struct like *row, const struct focal_mode *m)
{
	while (row && !(row->shapes & shapes_of(m)))
		row = like_next(row);
	return row;
}

const struct focal_mode *
like_mode(const struct like *row, const struct focal_mode *m)
{
	return m->classes && !(row->shapes & LIKE_SOFTMAX) ? &focal_multilabel
							   : m;
}

static const struct like_key *
find_key(const struct like *row, const char *name)
{
	for (const struct like_key *k = row->key; k->name; k++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}

static double *
value(struct like *row, const struct like_key *key)
{
	return (double *)(void *)((char *)row + key->at);
}

struct like
like_use(const struct like *row, const struct job *j)
{
	struct like use = *row;

	for (size_t i = 0; i < j->like_keys.n; i++) {
		const struct like_key *k = find_key(row, j->like_keys.name[i]);

		if (k)
			*value(&use, k) = j->like_keys.value[i];
	}
	return use;
}

/* "--like NAME,KEY=DEFAULT,..."; N stands for what is found in the file. */
static void
put_keys(struct out *o, const struct like *row, const char *before)
{
	struct like copy = *row;

	if (row->key->name)
		out_format(o, "%s--like %s", before, row->name);
	for (const struct like_key *k = row->key; k->name; k++) {
		double x = *value(&copy, k);

		out_format(o, ",%s=", k->name);
		if (x > 0)
			out_number(o, x, 0);
		else
			out_text(o, "N");
	}
}

/* No row of the name has that key. */
static int
no_key(const struct like *row, const char *option, const char *key,
    struct diag *d)
{
	struct near near = { .word = key, .len = strlen(key) };
	struct out keys = { .fd = -1 };
	int rc;

	for (const struct like *l = row; l; l = like_next(l))
		for (const struct like_key *k = l->key; k->name; k++)
			if (l == row || !find_key(row, k->name))
				near_try(&near, k->name);
	put_keys(&keys, row, "");
	out_bytes(&keys, "", 1);
	diag_add(d, (struct place){ 0 }, "usage", "--%s %s: it has no number '%q'",
	    option, row->name, key, strlen(key));
	rc = near.name ? diag_hint(d, "did you mean --%s %s,%s=NUMBER?", option,
		row->name, near.name)
	    : row->key->name && !keys.failed
	    ? diag_hint(d, "it takes %s", keys.buf)
			     : diag_hint(d, "it has none of its own");
	free(keys.buf);
	return rc;
}

/* A number to divide by is one. */
static bool
divides(const struct like_key *k)
{
	return k->at == offsetof(struct like, number) ||
	    k->at == offsetof(struct like, normalizer);
}

static int
check_keys(const struct like *row, const struct per_class *keys,
    const char *option, struct diag *d)
{
	for (size_t i = 0; i < keys->n; i++) {
		const struct like_key *k = NULL;

		for (const struct like *l = row; l && !k; l = like_next(l))
			k = find_key(l, keys->name[i]);
		if (!k)
			return no_key(row, option, keys->name[i], d);
		if (divides(k) && keys->value[i] == 0)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--%s %s: %s is not above 0", option, row->name,
			    k->name);
	}
	return 0;
}

static int
no_library(const char *option, const char *name, size_t len, struct diag *d)
{
	struct near near = { .word = name, .len = len };

	/* of a name that is there twice neither would be the nearest */
	for (const struct like *l = likes; l->name; l++)
		if (l == like_find(l->name))
			near_try(&near, l->name);
	diag_add(d, (struct place){ 0 }, "usage", "--%s: no library is called '%q'",
	    option, name, len);
	return near.name
	    ? diag_hint(d, "did you mean --%s %s?  --%s list shows all", option,
		near.name, option)
	    : diag_hint(d, "--%s list shows them", option);
}

int
like_parse(struct job *j, const char *option, const char *text, struct diag *d)
{
	size_t len = strcspn(text, ",=");
	char name[64], first[128];
	const char *keys = text + len;
	const struct like *row;

	snprintf(name, sizeof name, "%.*s", (int)len, text);
	row = len < sizeof name ? like_find(name) : NULL;
	j->like = row;
	if (!row)
		return no_library(option, text, len, d);
	if (*keys == '=') {	/* of the first key */
		snprintf(first, sizeof first, "%s%s",
		    row->key->name ? row->key->name : "", keys);
		if (!row->key->name || strlen(keys) > 60)
			return no_key(row, option, keys + 1, d);
		keys = first;
	} else if (*keys == ',') {
		keys++;
	}
	/* "none": there is none, even if there was */
	if (list_per_class(&j->like_keys, option, *keys ? keys : "none", d))
		return -1;
	if (j->like_keys.n && !j->like_keys.name)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--%s %s takes KEY=NUMBER, not '%q'", option, name, keys,
		    strlen(keys));
	return check_keys(row, &j->like_keys, option, d);
}

/* What it takes, as it is typed. */
static void
put_takes(struct out *o, const struct like *row)
{
	const char *between = "";

	for (const struct take *t = takes; t->option; t++)
		if (row->takes & t->bit) {
			out_format(o, "%s%s", between, t->option);
			between = " ";
		}
	if (!*between && !row->key->name)
		out_text(o, "none of the options for losses");
	put_keys(o, row, between);
}

/* An option that the row does not take, or not so. */
static int
does_not_take(const struct like *row, unsigned bit, const struct take *t,
    struct diag *d)
{
	struct out all = { .fd = -1 };
	int rc;

	if (row->takes & t->bit)
		return diag_add(d, (struct place){ 0 }, "usage",
		    bit == LIKE_ALPHA
			? "--like %s takes one %s per class, not one for all"
			: "--like %s takes one %s, not one per class",
		    row->name, t->option + 2);
	diag_add(d, (struct place){ 0 }, "usage",
	    bit == LIKE_GAMMA && row->two_gammas
		? "--like %s has two gammas, and no %s"
		: "--like %s does not take %s: its formula has no place for it",
	    row->name, t->option);
	put_takes(&all, row);
	out_bytes(&all, "", 1);
	rc = diag_hint(d, "it takes %s", all.failed ? "others" : all.buf);
	free(all.buf);
	return rc;
}

static int
check_places(const struct like *row, const struct job *j, struct diag *d)
{
	const struct alpha_mode *m = j->alpha.n > 1 || j->alpha.name
	    ? row->alphas_mode : row->alpha_mode;

	if (j->alpha_mode && j->alpha_mode != m)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s has an --alpha-mode of its own%s%s", row->name,
		    m ? ": " : "", m ? m->name : "");
	if (j->weight_in == WEIGHT_IN_PT)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s has its weights outside p_t: --weight-in loss",
		    row->name);
	return 0;
}

int
like_check(const struct like *row, const struct job *j, struct diag *d)
{
	unsigned have = given(j), lacks = row->needs & ~have;

	/* to ask for no alpha is to say something of it */
	if (j->alpha.given)
		lacks &= ~(unsigned)LIKE_ALPHA;
	for (const struct take *t = takes; t->option; t++) {
		unsigned bit = have & t->bit;

		if (bit & ~row->takes)
			return does_not_take(row, bit, t, d);
		if (lacks & t->bit)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--like %s needs %s: it has no default", row->name,
			    t->option);
	}
	if (row->normalized && j->reductions == 0)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s divides by a sum over all samples: it has no -r none",
		    row->name);
	for (size_t g = 0; row->spec.slope > 0 && g < j->gamma.n; g++)
		if (j->gamma.value[g] == 0)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--like %s divides by gamma, which is 0", row->name);
	return check_places(row, j, d);
}

/* How it is shown. */

static const char *
head_of(const struct like *row)
{
	return row->shapes & LIKE_SOFTMAX ? "softmax" : "sigmoid";
}

static void
put_default(struct out *o, bool needed, bool has, double x, const char *none)
{
	if (needed)
		out_text(o, "needed");
	else if (has)
		out_number(o, x, 0);
	else
		out_text(o, none);
}

static void
put_gamma(struct out *o, const struct like *row)
{
	put_default(o, row->needs & LIKE_GAMMA, true, row->spec.gamma, "");
	if (row->two_gammas) {
		out_text(o, ",");
		out_number(o, row->gamma_neg, 0);
	}
}

static void
put_alpha(struct out *o, const struct like *row)
{
	put_default(o, row->needs & LIKE_ALPHA, row->alpha > 0, row->alpha,
	    row->takes & (LIKE_ALPHA | LIKE_ALPHAS) ? "none" : "-");
}

enum { COLUMNS = 7 };

/* Append the cells of a row, or the names of the columns, and where each ends. */
static void
put_cells(struct out *o, const struct like *row, size_t end[COLUMNS])
{
	static const char *const head[COLUMNS] = { "name", "version", "head",
		"gamma", "alpha", "reduction", "what" };

	for (size_t i = 0; i < COLUMNS; i++) {
		if (!row)
			out_text(o, head[i]);
		else if (i == 3)
			put_gamma(o, row);
		else if (i == 4)
			put_alpha(o, row);
		else
			out_text(o, i == 0 ? row->name : i == 1 ? row->version
			    : i == 2 ? head_of(row) : i == 5 ? row->reduction
			    : row->call);
		end[i] = o->n;
	}
}

/* One line, or only its widths. */
static void
put_line(struct out *o, const struct like *row, size_t width[COLUMNS])
{
	struct out cells = { .fd = -1 };
	size_t end[COLUMNS], at = 0;

	put_cells(&cells, row, end);
	for (size_t i = 0; i < COLUMNS && !cells.failed; at = end[i++]) {
		size_t n = end[i] - at;

		if (!o)
			width[i] = n > width[i] ? n : width[i];
		else
			out_format(o, "%-*.*s%s",
			    i + 1 < COLUMNS ? (int)width[i] : 0, (int)n,
			    cells.buf + at, i + 1 < COLUMNS ? "  " : "\n");
	}
	free(cells.buf);
}

void
like_list(struct out *o, bool all)
{
	size_t width[COLUMNS] = { 0 };

	for (int pass = 0; pass < 2 && !all; pass++) {
		put_line(pass ? o : NULL, NULL, width);
		for (const struct like *l = likes; l->name; l++)
			put_line(pass ? o : NULL, l, width);
	}
	for (const struct like *l = likes; l->name && all; l++) {
		out_text(o, l == likes ? "" : "\n");
		like_tell(o, l);
	}
}

static void
put_shapes(struct out *o, unsigned shapes)
{
	static const char *const name[] = { "binary", "multilabel",
		"multiclass by one-vs-rest sigmoids", "multiclass by softmax" };
	const char *between = "";

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (shapes >> i & 1) {
			out_format(o, "%s%s", between, name[i]);
			between = ", ";
		}
}

static void
put_divisors(struct out *o, const struct like *row)
{
	const struct focal_divisor *d = focal_find_divisor(row->mean);

	out_format(o, "  mean: over %s%s\n", d ? d->about : row->mean,
	    row->over_classes ? ", times classes" : "");
	if (row->sum != LIKE_SUM)
		out_format(o, "  sum: %s\n", row->sum == LIKE_SUM_IS_MEAN
		    ? "what it calls so is the mean" : "over the number of classes");
	if (row->row_sum)
		out_text(o, "  of a sample: the sum of its losses, not the mean\n");
}

void
like_tell(struct out *o, const struct like *row)
{
	out_format(o, "%s %s: %s\n  for: ", row->name, row->version, row->call);
	put_shapes(o, row->shapes);
	out_format(o, "\n  formula: %s\n  defaults: gamma ", row->formula);
	put_gamma(o, row);
	out_text(o, ", alpha ");
	put_alpha(o, row);
	out_format(o, ", reduction %s\n  takes: ", row->reduction);
	put_takes(o, row);
	out_text(o, "\n");
	put_divisors(o, row);
	out_format(o, "  source: %s\n  reproduced: the formula, in double\n",
	    row->source);
	out_format(o, "  not reproduced: %s\n", row->but);
}
